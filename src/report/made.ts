/** A report that has been made: what it was made from, and how it reads. */
import type { Material } from "./collect.ts";
import type { Report } from "./document.ts";
import type { Pictures } from "./pictures.ts";

export interface Made {
  readonly material: Material;
  readonly report: Report;
  readonly pictures: Pictures;
  /** Foreign words in them are escaped and defanged. */
  readonly markdown: string;
  readonly html: string;
}
