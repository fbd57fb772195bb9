/** What is known of the hosts or alerts that a form is about, for its intro: looked up while it is already on the screen. */
import type { AlertTargets } from "../alerts/feed/targets.ts";
import type { Alerts } from "../alerts/service.ts";
import type { Inline } from "../chat/card.ts";
import type { Form } from "../chat/form.ts";
import type { Hosts } from "../hosts/service.ts";
import type { Repositories } from "../store/store.ts";

const MOST_SHOWN = 3;

interface FormFacts {
  readonly hosts: Pick<Hosts, "find">;
  readonly alerts: Pick<Alerts, "get">;
  readonly alertTargets: AlertTargets;
  readonly store: { readonly alerts: Pick<Repositories["alerts"], "get"> };
}

/** Three hosts or alerts at most; rejects when one cannot be found, and the form stays as it was. */
export async function elaborateForm(form: Form, known: FormFacts): Promise<Form> {
  const valueOf = (...names: readonly string[]): string =>
    form.fields.find(({ name }) => names.includes(name))?.value?.trim() ?? "";
  const alert = valueOf("alert");
  const lines =
    alert === "" ? await hostLines(valueOf("hosts", "host"), known) : await alertLines(alert, known);
  return lines.length === 0 ? form : { ...form, intro: joined(lines) };
}

async function hostLines(written: string, { hosts }: FormFacts): Promise<readonly Inline[]> {
  const words = written.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length > MOST_SHOWN) return [];
  const lines: Inline[] = [];
  for (const word of words) {
    const device = await hosts.find(word);
    lines.push([device.hostname, " (", device.os, ", ", device.machineType, ", ", device.id, ")"]);
  }
  return lines;
}

/** A card's id says nothing to people: its alerts by name. */
async function alertLines(written: string, known: FormFacts): Promise<readonly Inline[]> {
  const ids = await known.alertTargets.of(written, () => true);
  const lines: Inline[] = [];
  for (const id of ids.slice(0, MOST_SHOWN)) {
    const { name, hostname } = (await known.store.alerts.get(id))?.snapshot ?? (await known.alerts.get(id));
    lines.push(hostname === undefined ? name : [name, " on ", hostname]);
  }
  const more = ids.length - lines.length;
  const counted = ids.length === 1 ? [] : [`${ids.length.toLocaleString("en")} alerts: `];
  return [[...counted, joined(lines), more > 0 ? ` and ${more.toLocaleString("en")} more` : ""]];
}

const joined = (lines: readonly Inline[]): Inline =>
  lines.flatMap((line, index) => (index === 0 ? [line] : ["; ", line]));
