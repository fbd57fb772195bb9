/** Files that go with a line of a thread: chosen, shown by name, taken back. Their bytes are read when the line goes out. */
import { useRef } from "preact/hooks";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";

export interface AttachedFile {
  readonly name: string;
  readonly base64: string;
}

export interface AttachProps {
  readonly files: readonly File[];
  readonly change: (files: readonly File[]) => void;
}

export function Attach({ files, change }: AttachProps): VNode {
  const picker = useRef<HTMLInputElement>(null);
  const names = files.map(({ name }) => name).join(", ");
  return html`
    <input
      ref=${picker}
      type="file"
      multiple
      hidden
      data-attach
      onChange=${(event: Event) => {
        const input = event.currentTarget as HTMLInputElement;
        change([...(input.files ?? [])]);
        input.value = "";
      }}
    />
    ${
      files.length > 0 &&
      html`<button
        type="button"
        class="attached"
        aria-label=${`Take back ${names}`}
        onClick=${() => change([])}
      >
        ${names} ${icons.close()}
      </button>`
    }
    <button
      type="button"
      class="attach"
      aria-label="Attach a script"
      onClick=${() => picker.current?.click()}
    >
      ${icons.file()}
    </button>
  `;
}

/** The bytes as they travel in a request. */
export const attached = (files: readonly File[]): Promise<readonly AttachedFile[]> =>
  Promise.all(
    files.map(async (file) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
      return { name: file.name, base64: btoa(letters) };
    }),
  );
