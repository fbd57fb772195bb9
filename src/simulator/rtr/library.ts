/** The customer's scripts and put-files, and the scripts that Falcon supplies. */
import { createHash } from "node:crypto";
import { DAY } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import { secondStamp } from "../stamp.ts";
import { DOMAIN } from "../world/names.ts";

/** What a test or a rehearsal puts there; the rest is made up. */
export interface LibraryWish {
  readonly name: string;
  readonly description?: string;
  /** `windows`, `mac`, `linux` */
  readonly platform?: readonly string[];
  /** `private`, `group` or `public`; a public script may be run by active responders. */
  readonly permission?: string;
  readonly content: string | Uint8Array;
}

/** As the library's routes serve it. Its id is `<32 hex>_<32 hex>`. */
export interface LibraryFile {
  readonly id: string;
  readonly name: string;
  readonly platform: readonly string[];
  readonly permission_type: string;
  readonly sha256: string;
  readonly size: number;
  /** Of a script; put-files are asked for apart. */
  readonly content?: string;
  readonly [field: string]: unknown;
}

interface Shelved {
  readonly file: LibraryFile;
  readonly bytes: Buffer;
}

const SCRIPTS: readonly LibraryWish[] = [
  {
    name: "collect-autoruns",
    description: "Everything that starts with the machine",
    platform: ["windows"],
    permission: "public",
    content: "Get-CimInstance Win32_StartupCommand | Format-Table\r\n",
  },
  {
    name: "reset-proxy",
    description: "Removes a proxy that was set for the machine",
    platform: ["windows"],
    permission: "group",
    content: "netsh winhttp reset proxy\r\n",
  },
  {
    name: "list-cron",
    description: "All cron tables",
    platform: ["linux", "mac"],
    permission: "public",
    content: "cat /etc/crontab\n",
  },
];

const PUT_FILES: readonly LibraryWish[] = [
  {
    name: "triage.exe",
    description: "Collector for triage",
    platform: ["windows"],
    content: "MZ triage tool\r\n",
  },
  {
    name: "triage.sh",
    description: "Collector for triage",
    platform: ["linux", "mac"],
    content: "#!/bin/sh\nuname -a\n",
  },
];

const FALCON_SCRIPTS: readonly LibraryWish[] = [
  { name: "FileInfo", description: "Facts of a file", platform: ["windows"], content: "" },
  { name: "ProcessTree", description: "Processes with their parents", platform: ["windows"], content: "" },
];

/** Of two scripts of one name the first is what runs. */
export class Library {
  readonly #dice: Dice;
  readonly #startMs: number;
  readonly #scripts: Shelved[];
  readonly #putFiles: Shelved[];
  readonly #falconScripts: Shelved[];

  constructor({ dice, startMs }: { readonly dice: Dice; readonly startMs: number }) {
    this.#dice = dice;
    this.#startMs = startMs;
    this.#scripts = SCRIPTS.map((wish) => this.#shelve("script", wish));
    this.#putFiles = PUT_FILES.map((wish) => this.#shelve("put-file", wish));
    this.#falconScripts = FALCON_SCRIPTS.map((wish) => this.#shelve("falcon script", wish));
  }

  /** Scripts with their text. */
  get scripts(): readonly LibraryFile[] {
    return this.#scripts.map(({ file, bytes }) => ({ ...file, content: bytes.toString("utf8") }));
  }

  get putFiles(): readonly LibraryFile[] {
    return this.#putFiles.map(({ file }) => file);
  }

  get falconScripts(): readonly LibraryFile[] {
    return this.#falconScripts.map(({ file, bytes }) => ({ ...file, content: bytes.toString("utf8") }));
  }

  addScript(wish: LibraryWish): LibraryFile {
    return this.#add(this.#scripts, "script", wish);
  }

  addPutFile(wish: LibraryWish): LibraryFile {
    return this.#add(this.#putFiles, "put-file", wish);
  }

  /** The bytes of a put-file by its id or its name. */
  putFileBytes(idOrName: string): Buffer | undefined {
    return this.#putFiles.find(({ file }) => file.id === idOrName || file.name === idOrName)?.bytes;
  }

  #add(shelf: Shelved[], kind: string, wish: LibraryWish): LibraryFile {
    const shelved = this.#shelve(kind, wish);
    shelf.push(shelved);
    return shelved.file;
  }

  #shelve(kind: string, wish: LibraryWish): Shelved {
    const bytes = Buffer.from(wish.content);
    const key = `${kind} ${wish.name}`;
    const madeMs = this.#startMs - (20 + this.#dice.below(key, 100)) * DAY;
    return {
      bytes,
      file: {
        id: `${this.#dice.hex(`${key} id`)}_${this.#dice.hex("customer")}`,
        name: wish.name,
        description: wish.description ?? "",
        file_type: kind === "put-file" ? "putfile" : "script",
        platform: wish.platform ?? ["windows"],
        permission_type: wish.permission ?? "private",
        sha256: createHash("sha256").update(bytes).digest("hex"),
        size: bytes.length,
        created_by: `ana.diaz@${DOMAIN}`,
        created_by_uuid: this.#dice.uuid(`user ana.diaz@${DOMAIN}`),
        created_timestamp: secondStamp(madeMs),
        modified_by: `ana.diaz@${DOMAIN}`,
        modified_timestamp: secondStamp(madeMs),
        run_attempt_count: 0,
        run_success_count: 0,
        write_access: true,
      },
    };
  }
}
