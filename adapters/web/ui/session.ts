/** Whom the page speaks for, as its server wrote it into the page; and how that is asked for anew. */
import type { Session } from "./api.ts";
import { CallRefused } from "./api.ts";

interface PageSession extends Session {
  become(person: string, token: string): void;
}

/** `reload` is called when the page is another version's, or another person's. */
export function createSession(page: Document, reload: () => void): PageSession {
  let { person, token } = read(page);
  const { version } = read(page);
  return {
    token: () => token,
    become(nextPerson, nextToken) {
      person = nextPerson;
      token = nextToken;
    },
    async renew() {
      const answer = await fetch(`/?${new URLSearchParams({ as: person }).toString()}`).catch(
        () => undefined,
      );
      if (answer?.ok !== true) throw new CallRefused(0, "Falconer cannot be reached.");
      const fresh = read(new DOMParser().parseFromString(await answer.text(), "text/html"));
      // Another version of the page, or somebody else: nothing of what is on the screen can be kept.
      if (fresh.version !== version || fresh.person !== person) return reload();
      token = fresh.token;
    },
  };
}

function read(page: Document): { person: string; token: string; version: string } {
  const meta = (name: string): string =>
    page.querySelector<HTMLMetaElement>(`meta[name="falconer-${name}"]`)?.content ?? "";
  return { person: meta("person"), token: meta("token"), version: meta("version") };
}
