/**
 * Plays a recorded session: text appears as it appeared then, pauses shortened. What was
 * recorded is text and nothing else; it is never read as a page or as commands of a terminal.
 */
import { readCast, shownAt, type Cast } from "./cast.ts";

const TICK_MS = 60;
const SPEEDS = [1, 2, 5, 10] as const;

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="falconer-${name}"]`)?.content ?? "";

async function fetchCast(): Promise<Cast> {
  const id = location.pathname.split("/").at(-1) ?? "";
  const answer = await fetch(`/api/recordings/${encodeURIComponent(id)}`, {
    headers: { "X-Falconer-Token": meta("token") },
  });
  if (!answer.ok) {
    const refusal = (await answer.json().catch(() => ({}))) as { readonly error?: string };
    throw new Error(refusal.error ?? "The recording could not be fetched.");
  }
  return readCast(await answer.text());
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function play(root: Element, cast: Cast): void {
  const screen = element("pre", "replay-screen");
  screen.tabIndex = 0;
  screen.setAttribute("aria-label", "Recorded session");
  const button = element("button", "replay-play", "Play");
  const speed = element("button", "replay-speed", "1×");
  const slider = element("input", "replay-slider");
  slider.type = "range";
  slider.min = "0";
  slider.max = String(cast.lengthS);
  slider.step = "0.1";
  slider.setAttribute("aria-label", "Position in seconds");
  const clock = element("span", "replay-clock");
  const bar = element("div", "replay-bar");
  bar.append(button, slider, clock, speed);
  root.replaceChildren(element("h1", "replay-title", cast.title), screen, bar);

  let at = cast.lengthS;
  let isPlaying = false;
  let times = 1;
  const draw = (): void => {
    const text = shownAt(cast, at);
    if (screen.textContent !== text) {
      screen.textContent = text;
      screen.scrollTop = screen.scrollHeight;
    }
    slider.value = String(at);
    clock.textContent = `${at.toFixed(1)} of ${cast.lengthS.toFixed(1)} s`;
    button.textContent = isPlaying ? "Pause" : "Play";
  };
  button.addEventListener("click", () => {
    if (!isPlaying && at >= cast.lengthS) at = 0;
    isPlaying = !isPlaying;
    draw();
  });
  speed.addEventListener("click", () => {
    times = SPEEDS[(SPEEDS.findIndex((one) => one === times) + 1) % SPEEDS.length] ?? 1;
    speed.textContent = `${times}×`;
  });
  slider.addEventListener("input", () => {
    at = Number(slider.value);
    draw();
  });
  const timer = setInterval(() => {
    if (!isPlaying) return;
    at = Math.min(cast.lengthS, at + (TICK_MS / 1_000) * times);
    if (at >= cast.lengthS) isPlaying = false;
    draw();
  }, TICK_MS);
  addEventListener("pagehide", () => clearInterval(timer));
  draw();
}

const root = document.querySelector("#root");
if (root !== null) {
  fetchCast().then(
    (cast) => play(root, cast),
    (error: unknown) => {
      root.textContent = error instanceof Error ? error.message : "The recording could not be played.";
    },
  );
}
