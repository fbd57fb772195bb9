/** The people of a Falconer without settings: one of each role, invented. */
import type { PersonEntry } from "./shape.ts";

/** Whoever started it is the responder: the one who has something to try. */
export const demoPeople = (login: string): readonly PersonEntry[] => [
  { name: "Vera Novak", roles: ["viewer"] },
  { name: "Ravi Menon", shell: login, roles: ["responder"] },
  { name: "Alma Brandt", roles: ["responder", "approver"] },
  { name: "Sam Okafor", roles: ["admin"] },
];
