/** Reports, transcripts and requests as resources: `falconer://report/ID`. */
import type { ReadResourceResult, Resource, ResourceTemplateType } from "@modelcontextprotocol/server";
import type { Card } from "../../src/chat/card.ts";
import type { DocumentContent, Documents } from "../../src/chat/document.ts";
import type { Account } from "../../src/chat/person.ts";
import { headWithin } from "../../src/chat/visible.ts";
import { untrusted, type Untrusted } from "../../src/lib/untrusted.ts";
import { drawBlock, drawInline, drawTitle, type Drawing } from "./draw.ts";
import { DOCUMENT_CHARS, DOCUMENTS } from "./limits.ts";
import { createMarker, NOTICE, WARNING } from "./mark.ts";
import type { Tools } from "./tools.ts";

const SCHEME = "falconer://";
const ADDRESS = /^falconer:\/\/([a-z][a-z-]{0,30})\/([\w.:|~%-]{1,400})$/;

interface ResourceParts {
  readonly documents: Documents;
  readonly scrub: (text: string) => string;
}

/** Rights are the document source's to judge, at each reading. */
export function createResources({ documents, scrub }: ResourceParts) {
  return {
    templates: (): ResourceTemplateType[] =>
      documents.kinds.map(({ kind, label }) => ({
        uriTemplate: `${SCHEME}${kind}/{id}`,
        name: kind,
        title: label,
        description: `${label}, by id`,
        mimeType: "text/plain",
      })),

    async list(account: Account, tools: Tools, signal: AbortSignal): Promise<Resource[]> {
      const found = await documents.list(account, signal);
      return found.slice(0, DOCUMENTS).map(({ kind, id, title, at }) => ({
        uri: `${SCHEME}${kind}/${encodeURIComponent(id)}`,
        name: `${kind} ${id}`,
        title: drawInline(title, { mark: createMarker(scrub), tools }),
        mimeType: "text/plain",
        annotations: { lastModified: new Date(at).toISOString(), audience: ["user", "assistant"] },
      }));
    },

    /** Undefined when the address names nothing. */
    async read(
      uri: string,
      account: Account,
      tools: Tools,
      signal: AbortSignal,
    ): Promise<
      { readonly result: ReadResourceResult; readonly suspicious: Untrusted | undefined } | undefined
    > {
      const [, kind, written] = ADDRESS.exec(uri) ?? [];
      if (kind === undefined || written === undefined) return undefined;
      const id = decoded(written);
      const content = id === undefined ? undefined : await documents.read(account, kind, id, signal);
      if (content === undefined) return undefined;
      const mark = createMarker(scrub);
      const body = bounded(
        // A document is foreign as a whole: our own sentences stand beside what endpoints wrote.
        "card" in content ? cardText(content.card, { mark, tools }) : mark.document(foreign(content.text)),
      );
      const head = [...(mark.isForeign ? [NOTICE] : []), ...(mark.suspicious === undefined ? [] : [WARNING])];
      const text = [...head, body].join("\n\n");
      return {
        result: { contents: [{ uri, mimeType: mimeOf(content), text }] },
        suspicious: mark.suspicious,
      };
    },
  };
}

export type Resources = ReturnType<typeof createResources>;

function cardText(card: Card, drawing: Drawing): string {
  const blocks = card.blocks.map((block) => drawBlock(block, drawing)).filter((text) => text !== "");
  return [drawTitle(card, drawing), ...blocks].join("\n\n");
}

const foreign = (text: string | Untrusted): Untrusted => (typeof text === "string" ? untrusted(text) : text);

function bounded(text: string): string {
  if (text.length <= DOCUMENT_CHARS) return text;
  return `${headWithin(text, DOCUMENT_CHARS)}\n[cut here: ${text.length} characters in all; people can read the whole in chat]`;
}

const mimeOf = (content: DocumentContent): string => ("card" in content ? "text/plain" : content.mimeType);

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Percent signs that encode nothing name no document.
    return undefined;
  }
}
