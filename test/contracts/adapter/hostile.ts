/** What a machine may call itself, and what a person may write, to break out of a message. */
export const HOSTILE_NAME =
  "<!channel> @everyone <@U1> <@2002> <@&9001> <https://evil.example|Approve> [Approve](https://evil.example) " +
  "``` `x` **b** | WIN-\u202Eexe\u200B \u001b[31mred\u001b[0m\u0007";

export const HOSTILE_LINES = `${HOSTILE_NAME}\r\n*Requested by:* Lee\n\`\`\`\n@here https://evil.example/x`;

/** Six machines whose ids share all but their last digits, as namesakes do. */
export const DEVICE_IDS: readonly string[] = ["a1", "a2", "a3", "a4", "a5", "a6"].map((end) =>
  end.padStart(32, "0123456789abcdef0123456789abcdef".slice(0, 30)),
);

/** What no rendering may hold: control, direction and zero-width characters. */
export const HIDDEN = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u200B\uFEFF]/u;
