/** Settings and neighbours that the product's tests share. */
import type { UserSeed } from "../emulators/slack/workspace.ts";

export const PEOPLE: readonly UserSeed[] = [
  { id: "U0ANA", name: "ana" },
  { id: "U0LEE", name: "lee" },
  { id: "U0KIM", name: "kim" },
  { id: "U0ROOT", name: "root" },
  { id: "U0EVE", name: "eve" },
  { id: "U0NEW", name: "newcomer" },
];

/** Ana asks, Lee and Kim decide, Root administers, Eve looks; a newcomer is nobody yet. */
export const settings = (more = ""): string => `
people:
  - { name: Ana Diaz, slack: U0ANA, shell: ana, roles: [viewer, responder] }
  - { name: Lee Chan, slack: U0LEE, shell: lee, roles: [viewer, responder, approver] }
  - { name: Kim Novak, slack: U0KIM, roles: [approver] }
  - { name: Root Admin, slack: U0ROOT, roles: [admin] }
  - { name: Eve Adams, slack: U0EVE, roles: [viewer] }
groups:
  - { slack: S0NIGHT, roles: [approver] }
${more === "" ? POLICY : more}
approvals: { channel: "slack:C0APPROVE" }
`;

export const POLICY = `
policy:
  protected: [{ hostname: "vault-*" }]
  caps: { hosts_per_request: 5, isolations_per_hour: 40, emergencies_per_day: 3 }
  rules:
    - { action: [contain, release], host: { type: [Server, Domain Controller] }, approvals: 2, from: approver, expires: 30m }
    - { action: [contain, release], approvals: 1, from: approver, expires: 15m }
`;

export const CHANNELS = [
  { id: "C0SOC", name: "soc" },
  { id: "C0APPROVE", name: "approvals" },
  { id: "C0OTHER", name: "other" },
];
