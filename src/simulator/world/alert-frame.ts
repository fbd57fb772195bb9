/** What alerts of every product share; each product's file adds its own. */
import { HOUR, SECOND } from "../../lib/clock.ts";
import type { Alert } from "../alert-book.ts";
import type { Dice } from "../dice.ts";
import { nanoStamp } from "../stamp.ts";
import { CONSOLE_URL, customerIdOf } from "./staff.ts";
import { TECHNIQUES, severityName } from "./techniques.ts";
import type { TechniqueName } from "./techniques.ts";

/** What differs from product to product. */
export interface AlertFrame {
  /** Tells this alert from all others; ids hang on it. */
  readonly key: string;
  /** When the alert is made; what it tells of happened two seconds before. */
  readonly atMs: number;
  readonly product: string;
  readonly type: string;
  /** `composite_id` without the leading customer id. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly severity: number;
  readonly technique: TechniqueName;
  readonly scenario: string;
  readonly objective: string;
  /** One of `data_domains`. */
  readonly domain: string;
  readonly sourceProduct: string;
  /** Identity, mobile, cloud and log alerts each have their own place in the console. */
  readonly consolePath: string;
  readonly patternId: number;
}

/** Between what happened and the alert about it. */
const EVENT_LAG_MS = 2 * SECOND;

/** Always there, and empty unless a product or a person fills them. */
const UNUSED = {
  agent_id: "",
  aggregate_id: "",
  aggregation_rule_id: "",
  aggregation_rule_name: "",
  assigned_to_name: "",
  assigned_to_uid: "",
  assigned_to_uuid: "",
  cms_rule_id: "",
  cms_rule_instance_id: "",
  cms_rule_instance_version: "",
  is_falcon_platform_ioa: false,
  linked_behavioral_detections: [],
  linked_case_ids: [],
  tags: [],
  resolution: "",
};

/** In the shape of POST /alerts/entities/alerts/v2; stamps have nanoseconds, as the real ones. */
export function frameAlert(frame: AlertFrame, dice: Dice): Alert {
  const { key, atMs, severity, id } = frame;
  const cid = customerIdOf(dice);
  const compositeId = `${cid}:${id}`;
  const created = nanoStamp(atMs, dice.below(`nanos ${key}`, 1_000_000));
  const [tactic, tactic_id, technique, technique_id] = TECHNIQUES[frame.technique];
  const attack = { tactic, tactic_id, technique, technique_id };
  return {
    composite_id: compositeId,
    id,
    cid,
    origin_cid: cid,
    ...UNUSED,
    product: frame.product,
    type: frame.type,
    name: frame.name,
    display_name: frame.displayName,
    description: frame.description,
    severity,
    severity_name: severityName(severity),
    confidence: 60 + dice.below(`confidence ${key}`, 5) * 10,
    status: "new",
    ...attack,
    mitre_attack: [{ pattern_id: frame.patternId, ...attack }],
    pattern_id: frame.patternId,
    scenario: frame.scenario,
    objective: frame.objective,
    platform: "",
    timestamp: nanoStamp(atMs - EVENT_LAG_MS).replace(/000000Z$/, "Z"),
    context_timestamp: nanoStamp(atMs - EVENT_LAG_MS).replace(/000000Z$/, "Z"),
    created_timestamp: created,
    updated_timestamp: created,
    crawled_timestamp: nanoStamp(atMs + HOUR),
    data_domains: [frame.domain],
    source_products: [frame.sourceProduct],
    source_vendors: ["CrowdStrike"],
    show_in_ui: true,
    email_sent: false,
    external: false,
    is_aggregated: false,
    seconds_to_triaged: 0,
    seconds_to_resolved: 0,
    falcon_host_link: `${CONSOLE_URL}/${frame.consolePath}/${compositeId}?_cid=${dice.hex("console", 24)}`,
  };
}
