/** How a core ends that no listener or loop uses any more: a shell's, an agent's, a connector's. */
import type { Core } from "./core.ts";

/** Gives what runs `drainMs` to end. Every part is closed, the store last, whatever becomes of the others. */
export async function closeCore(core: Core, drainMs: number): Promise<void> {
  const parts: readonly (() => Promise<void>)[] = [
    () => core.bot.drain(drainMs),
    () => core.studio.stop(),
    () => core.signOut(),
    () => core.instance.stop(),
    () => core.cloud.stop(),
    () => core.store.close(),
  ];
  for (const close of parts) {
    await close().catch((error: unknown) => core.log.warn("a part could not be closed", { error }));
  }
}
