/** What is known of the hosts that a form is about, for its intro: looked up while it is already on the screen. */
import type { Inline } from "../chat/card.ts";
import type { Form } from "../chat/form.ts";
import type { Hosts } from "../hosts/service.ts";

const MOST_SHOWN = 3;

export async function elaborateForm(form: Form, hosts: Hosts): Promise<Form> {
  const written = form.fields.find(({ name }) => name === "hosts" || name === "host")?.value;
  const words = written?.split(/[\s,]+/).filter((word) => word !== "") ?? [];
  if (words.length === 0 || words.length > MOST_SHOWN) return form;
  const lines: Inline[] = [];
  for (const word of words) {
    const device = await hosts.find(word);
    lines.push([device.hostname, " (", device.os, ", ", device.machineType, ", ", device.id, ")"]);
  }
  return { ...form, intro: lines.flatMap((line, i) => (i === 0 ? [line] : ["; ", line])) };
}
