/** The floor: Bolt as its own guide starts it, with the stock client and nothing else. */
import { App } from "@slack/bolt";

const {
  SLACK_BOT_TOKEN: token = "",
  SLACK_APP_TOKEN: appToken = "",
  SLACK_API_URL: slackApiUrl = "",
} = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

app.command("/falcon", async ({ ack, respond, command, client }) => {
  await ack();
  if (command.text.startsWith("form")) {
    await client.views.open({
      trigger_id: command.trigger_id,
      view: { type: "modal", title: { type: "plain_text", text: "Form" }, blocks: [] },
    });
    return;
  }
  await respond({ text: "ok", response_type: "ephemeral" });
});

app.event("app_mention", async ({ event, client }) => {
  await client.chat.postMessage({
    channel: event.channel,
    text: "ok",
    thread_ts: event.thread_ts ?? event.ts,
  });
});

await app.start();
console.log("up");
