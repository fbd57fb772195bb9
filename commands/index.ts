/** Every command, in the order in which help lists them. */
import { again, extend, keep, review } from "./after.ts";
import { alert } from "./alert.ts";
import { approvals } from "./approvals.ts";
import { audit } from "./audit.ts";
import { block, unblock } from "./block.ts";
import { approve, deny, withdraw } from "./decide.ts";
import type { FalconerCommand } from "./define.ts";
import { detections } from "./detections.ts";
import { discover } from "./discover.ts";
import { feed } from "./feed.ts";
import { freeze, unfreeze } from "./freeze.ts";
import { help } from "./help.ts";
import { host } from "./host.ts";
import { hosts } from "./hosts.ts";
import { incidents } from "./incidents.ts";
import { iocs } from "./iocs.ts";
import { incident } from "./incident.ts";
import { isolate } from "./isolate.ts";
import { link, linkConfirm } from "./link.ts";
import { release } from "./release.ts";
import { report } from "./report.ts";
import { rtr, rtrQueue } from "./rtr.ts";
import {
  rtrCancel,
  rtrClose,
  rtrDownload,
  rtrJoin,
  rtrPick,
  rtrKeep,
  rtrResume,
  rtrScript,
  rtrTranscript,
} from "./rtr-session.ts";
import { run } from "./run.ts";
import { scan } from "./scan.ts";
import { sessions } from "./sessions.ts";
import { status } from "./status.ts";
import { vulns } from "./vulns.ts";
import { assign, close, comment, reopen, tag } from "./triage.ts";

/** Hidden ones stand at the end; platforms with a limit show the first. */
export const COMMANDS: readonly FalconerCommand[] = [
  help,
  status,
  host,
  hosts,
  detections,
  alert,
  iocs,
  vulns,
  incidents,
  discover,
  sessions,
  isolate,
  release,
  assign,
  comment,
  close,
  reopen,
  tag,
  rtr,
  run,
  scan,
  block,
  unblock,
  approvals,
  approve,
  deny,
  withdraw,
  audit,
  report,
  feed,
  freeze,
  unfreeze,
  link,
  again,
  extend,
  keep,
  review,
  linkConfirm,
  incident,
  rtrQueue,
  rtrJoin,
  rtrKeep,
  rtrClose,
  rtrResume,
  rtrCancel,
  rtrDownload,
  rtrPick,
  rtrScript,
  rtrTranscript,
];
