/** A Linux server: a web or database machine with the usual trees. */
import { DAY } from "../../../lib/clock.ts";
import type { Furnishing, Furniture } from "../computer.ts";
import { logLines, program, written } from "../content.ts";
import { fillDisk, startProcesses, type Shelf } from "./parts.ts";

const TRACE_BYTES = 5_000_000;

/** `/var/log/trace.log` prints in four hundred pieces, for who wants to see long output. */
export function furnishLinux(furnishing: Furnishing): Furniture {
  const { device, startMs } = furnishing;
  const user = device.last_login_user ?? "deploy";
  return {
    disk: fillDisk("Linux", furnishing, shelfOf(device.hostname, user)),
    processes: startProcesses(furnishing, { pid: 1, step: 3 }, [
      ["systemd", "/usr/lib/systemd/systemd", "root", undefined, "/usr/lib/systemd/systemd --system"],
      ["systemd-journal", "/usr/lib/systemd/systemd-journald", "root", 0],
      ["sshd", "/usr/sbin/sshd", "root", 0, "sshd: /usr/sbin/sshd -D"],
      ["nginx", "/usr/sbin/nginx", "root", 0, "nginx: master process /usr/sbin/nginx"],
      ["nginx", "/usr/sbin/nginx", "www-data", 3, "nginx: worker process"],
      ["bash", "/usr/bin/bash", user, 2, "-bash"],
      ["falcon-sensor", "/opt/sensor/falcon-sensor", "root", 0],
    ]),
    connections: [
      { protocol: "TCP", local: "0.0.0.0:22", remote: "0.0.0.0:*", state: "LISTEN", pid: 0 },
      { protocol: "TCP", local: "0.0.0.0:443", remote: "0.0.0.0:*", state: "LISTEN", pid: 0 },
      {
        protocol: "TCP",
        local: `${device.local_ip}:22`,
        remote: "10.10.1.21:50122",
        state: "ESTABLISHED",
        pid: 0,
      },
    ],
    environment: {
      Process: {
        HOME: "/root",
        HOSTNAME: device.hostname,
        LANG: "C.UTF-8",
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        SHELL: "/bin/bash",
      },
    },
    users: ["root", "www-data", user].map((name, place) => ({
      name,
      sid: String(place === 0 ? 0 : 32 + place * 484),
    })),
    registry: new Map(),
    logs: { boot: [{ id: 0, atMs: startMs - DAY, level: "info", source: "kernel", message: "started" }] },
  };
}

function shelfOf(hostname: string, user: string): Shelf {
  const elf = (path: string, kilobytes: number) =>
    [path, program(path, kilobytes * 1_024, "\u007fELF")] as const;
  return [
    elf("/bin/busybox", 64),
    elf("/usr/bin/bash", 96),
    elf("/usr/sbin/nginx", 88),
    ["/etc/hostname", written(`${hostname}\n`)],
    ["/etc/hosts", written(`127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`)],
    [
      "/etc/passwd",
      written(
        `root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n${user}:x:1000:1000::/home/${user}:/bin/bash\n`,
      ),
    ],
    ["/etc/crontab", written("17 * * * * root cd / && run-parts --report /etc/cron.hourly\n")],
    ["/etc/nginx/nginx.conf", written("user www-data;\nworker_processes auto;\n")],
    [`/home/${user}/.bash_history`, written("cd /var/www\nls -la\nsudo systemctl restart nginx\n")],
    [`/home/${user}/deploy.sh`, written("#!/bin/sh\nset -eu\nrsync -a build/ /var/www/html/\n")],
    ["/opt/sensor/version", written("7.27.18101.0\n")],
    ["/root/.ssh/authorized_keys", written("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample admin@meridian\n")],
    ["/tmp/.cache-update", program("cache-update", 51_200, "\u007fELF")],
    ["/var/log/syslog", logLines("syslog", 12_000)],
    ["/var/log/auth.log", logLines("sshd", 6_000)],
    ["/var/log/trace.log", logLines("trace", TRACE_BYTES)],
    ["/var/www/html/index.html", written("<!doctype html>\n<title>Meridian Paper</title>\n")],
  ];
}
