/** A report that has been made: what it was made from, and how it reads. */
import type { Material } from "./collect.ts";
import type { Report } from "./document.ts";
import type { Pictures } from "./pictures.ts";

/** The card shows some of it and carries both texts as files. */
export interface Made {
  readonly material: Material;
  readonly report: Report;
  readonly pictures: Pictures;
  /** Foreign words in them are escaped and defanged. */
  readonly markdown: string;
  readonly html: string;
}
