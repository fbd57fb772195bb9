/**
 * Draws what one reader is shown, and hands out what is behind a file, a picture or a shortened block.
 * Cards that are shown without being posted (overview, pages) are remembered for a while
 * for the same purpose.
 */
import type { Bot } from "../../src/chat/adapter.ts";
import type { Card } from "../../src/chat/card.ts";
import { LOOSE_CARDS } from "./limits.ts";
import type { ConsoleLog, ConsoleMessage } from "./log.ts";
import { maySee } from "./log.ts";
import { drawCard, drawName, wholeOf } from "./render.ts";
import type { Whole } from "./render.ts";
import type { Sessions } from "./session.ts";
import { answeredTurn } from "./turns.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import type { CardView, MessageView } from "./view.ts";

/** Addresses that it gives out carry a stamp: a browser fetches files without the token. */
export interface Desk {
  drawMessage(message: ConsoleMessage, viewer: string): MessageView;
  /** A card that is no message. */
  drawLoose(card: Card, viewer: string): CardView;
  /** What is behind a block whose address this desk gave out; undefined for any other. */
  whole(request: WholeRequest): Promise<Whole | undefined>;
}

interface WholeRequest {
  readonly card: string;
  readonly block: number;
  readonly viewer: string;
  readonly stamp: string;
}

const LOOSE = "loose.";

/** Remembers the last hundred loose cards; whoever comes later for their files finds none. */
export function createDesk(options: {
  readonly log: ConsoleLog;
  readonly sessions: Sessions;
  readonly newId: () => string;
  readonly seal: Bot["seal"];
}): Desk {
  const { sessions, seal } = options;
  const loose = new Map<string, { readonly card: Card; readonly viewer: string }>();

  const draw = (card: Card, id: string, viewer: string): CardView =>
    drawCard(card, {
      seal,
      href(block, state) {
        const stamp = sessions.stamp(viewer, `${id}/${block}`);
        const query = new URLSearchParams({ for: viewer, stamp, ...(state === undefined ? {} : { state }) });
        return `/api/files/${encodeURIComponent(id)}/${block}?${query.toString()}`;
      },
    });

  const cardOf = async (id: string, viewer: string): Promise<Card | undefined> => {
    const shown = loose.get(id);
    if (shown !== undefined) return shown.viewer === viewer ? shown.card : undefined;
    const message = await options.log.get(id);
    return message !== undefined && maySee(message, viewer) ? (message.card as Card) : undefined;
  };

  return {
    drawMessage(message, viewer) {
      const answers = answeredTurn(message.key, viewer);
      return {
        id: message.id,
        channel: message.channel,
        ...(message.thread === undefined ? {} : { thread: message.thread }),
        isPrivate: message.onlyFor !== undefined,
        isPinned: message.isPinned,
        ...(message.author === undefined ? {} : { author: authorOf(message.author, sessions) }),
        ...(answers === undefined ? {} : { answers }),
        card: draw(message.card as Card, message.id, viewer),
        createdAt: message.createdAt,
        editedAt: message.editedAt,
      };
    },
    drawLoose(card, viewer) {
      const id = LOOSE + options.newId();
      loose.set(id, { card, viewer });
      for (const oldest of loose.keys()) {
        if (loose.size <= LOOSE_CARDS) break;
        loose.delete(oldest);
      }
      return draw(card, id, viewer);
    },
    async whole({ card, block, viewer, stamp }) {
      if (!sessions.isStamp(stamp, viewer, `${card}/${block}`)) return undefined;
      const shown = await cardOf(card, viewer);
      return shown === undefined ? undefined : wholeOf(shown, block);
    },
  };
}

function authorOf(
  author: NonNullable<ConsoleMessage["author"]>,
  sessions: Sessions,
): MessageView["author"] & {} {
  const known = sessions.all().find(({ name }) => name === reveal(author));
  return { name: drawName(author), ...(known === undefined ? {} : { person: known.id }) };
}
