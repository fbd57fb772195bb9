/** What our own store knows of the sessions that were opened through us. */
import type { Untrusted } from "../lib/untrusted.ts";

export interface OwnSession {
  readonly id: string;
  /** As Falcon calls it; absent before it was opened there. */
  readonly falconId: string | undefined;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  readonly owner: Untrusted;
  readonly state: string;
  readonly isOpen: boolean;
  readonly openedAt: number;
  readonly closedAt: number | undefined;
}

export interface OwnSessions {
  /** Opened since then, newest first. */
  since(moment: number, signal?: AbortSignal): Promise<readonly OwnSession[]>;
}
