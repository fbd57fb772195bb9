/** A macOS laptop of the design department. */
import { DAY } from "../../../lib/clock.ts";
import type { Furnishing, Furniture } from "../computer.ts";
import { logLines, program, written } from "../content.ts";
import { fillDisk, startProcesses, type Shelf } from "./parts.ts";

const TRACE_BYTES = 5_000_000;

/** With the unsigned helper of the everyday alerts in `/private/tmp`. */
export function furnishMac(furnishing: Furnishing): Furniture {
  const { device, startMs } = furnishing;
  const user = device.last_login_user ?? "user";
  return {
    disk: fillDisk("Mac", furnishing, shelfOf(user)),
    processes: startProcesses(furnishing, { pid: 1, step: 5 }, [
      ["launchd", "/sbin/launchd", "root", undefined],
      ["logd", "/usr/libexec/logd", "root", 0],
      [
        "WindowServer",
        "/System/Library/PrivateFrameworks/SkyLight.framework/WindowServer",
        "_windowserver",
        0,
      ],
      ["Finder", "/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder", user, 0],
      ["Terminal", "/System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal", user, 0],
      ["zsh", "/bin/zsh", user, 4, "-zsh"],
      ["fontpack", "/private/tmp/fontpack", user, 5, "/private/tmp/fontpack -install"],
    ]),
    connections: [
      { protocol: "TCP", local: "*:22", remote: "*.*", state: "LISTEN", pid: 0 },
      {
        protocol: "TCP",
        local: `${device.local_ip}.52011`,
        remote: "203.0.113.40.443",
        state: "ESTABLISHED",
        pid: 0,
      },
    ],
    environment: {
      Process: {
        HOME: "/var/root",
        LANG: "en_US.UTF-8",
        PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
        SHELL: "/bin/zsh",
        TMPDIR: "/private/tmp",
      },
    },
    users: ["root", "_windowserver", user].map((name, place) => ({
      name,
      sid: `FFFFEEEE-DDDD-CCCC-BBBB-AAAA0000${place === 2 ? "01F5" : `000${place}`}`,
    })),
    registry: new Map(),
    logs: { boot: [{ id: 0, atMs: startMs - DAY, level: "info", source: "kernel", message: "started" }] },
  };
}

function shelfOf(user: string): Shelf {
  const home = `/Users/${user}`;
  const macho = (path: string, kilobytes: number) =>
    [path, program(path, kilobytes * 1_024, "\u00cf\u00fa\u00ed\u00fe")] as const;
  return [
    macho("/bin/zsh", 92),
    macho("/sbin/launchd", 72),
    ["/Applications/Sketchbook.app/Contents/Info.plist", written("<plist><dict></dict></plist>\n")],
    ["/Library/LaunchAgents", undefined],
    [
      "/Library/LaunchDaemons/example.fontpack.plist",
      written("<plist><dict><key>RunAtLoad</key><true/></dict></plist>\n"),
    ],
    ["/System/Library", undefined],
    [`${home}/Desktop/todo.txt`, written("Poster for the mill\nReturn the spare keyboard\n")],
    [`${home}/Documents/brand.md`, written("# Brand\n\nPaper white, ink blue.\n")],
    [`${home}/Downloads/fontpack.zip`, program("fontpack.zip", 61_440, "\u00cf\u00fa\u00ed\u00fe")],
    [`${home}/.zsh_history`, written("cd ~/Downloads\nunzip fontpack.zip\n")],
    ["/etc/hosts", written("127.0.0.1\tlocalhost\n255.255.255.255\tbroadcasthost\n")],
    ["/tmp", undefined],
    ["/private/tmp/fontpack", program("fontpack", 71_680, "\u00cf\u00fa\u00ed\u00fe")],
    ["/var/log/system.log", logLines("system", 9_000)],
    ["/var/log/trace.log", logLines("trace", TRACE_BYTES)],
  ];
}
