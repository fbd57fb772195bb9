/** How a service says no: with a status, and a number and words in the body. */
export class Refusal extends Error {
  readonly status: number;
  /** What the service calls it in the body; RTR has numbers of its own. */
  readonly code: number;

  constructor(status: number, message: string, code = status) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
  }
}
