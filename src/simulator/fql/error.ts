/** What is wrong with a filter or a sort, and where. The cloud answers it with 400. */
export class FqlError extends Error {
  /** Offset into the text, counted in UTF-16 units. */
  readonly position: number;

  constructor(reason: string, position: number) {
    super(`${reason} at position ${position}`);
    this.name = "FqlError";
    this.position = position;
  }
}
