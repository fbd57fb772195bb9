/** A refusal with Discord's status and code. */
import type { Json } from "./world.ts";

export class Refusal extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, code: number, message: string, more: Json = {}) {
    super(message);
    this.status = status;
    this.body = { code, message, ...more };
  }
}

export const unknownChannel = (): Refusal => new Refusal(404, 10_003, "Unknown Channel");
export const unknownMessage = (): Refusal => new Refusal(404, 10_008, "Unknown Message");
export const missingAccess = (): Refusal => new Refusal(403, 50_001, "Missing Access");
export const missingPermissions = (): Refusal => new Refusal(403, 50_013, "Missing Permissions");

/** 50035 with the fields named, as `errors` does. */
export const invalidForm = (faults: readonly string[]): Refusal =>
  new Refusal(400, 50_035, "Invalid Form Body", {
    errors: { _errors: faults.map((message) => ({ code: "INVALID", message })) },
  });
