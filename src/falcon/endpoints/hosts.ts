/** Hosts: search, records, online state, logins, network containment. Source: falcon-api "Hosts", "Containment". */
import { Envelope, Ids } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { throwRefusal } from "./accepted.ts";
import { inChunks, inOrder } from "./chunks.ts";
import { Devices, Logins, OnlineStates } from "./device.ts";
import type { Device, LoginHistory, OnlineState } from "./device.ts";
import { SKETCH_FIELDS, SketchPage } from "./host-sketch.ts";

export type { ContainmentStatus, Device, Login, LoginHistory, OnlineState } from "./device.ts";
export type { HostSketch } from "./host-sketch.ts";

const READ = "Hosts: Read (devices:read)";
const WRITE = "Hosts: Write (devices:write)";
const ACTIONS = "/devices/entities/devices-actions/v2";

/** Falcon takes 5,000 ids; fewer keep an answer within our bound. */
const DETAILS_AT_ONCE = 500;
const STATES_AT_ONCE = 100;
const LOGINS_AT_ONCE = 10;

/** A page by offset, which Falcon ends at 10,000; for all hosts there is `sketches`. */
export interface HostSearch {
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  /** With the limit at most 10,000. */
  readonly offset?: number;
  /** `last_seen.desc` */
  readonly sort?: string;
}

/** A page by token, as deep as one likes; sorted as Falcon likes. */
export interface SketchSearch {
  readonly filter?: Fql | undefined;
  /** At most 10,000. */
  readonly limit: number;
  /** `next` of the page before, which belongs to the same filter and dies after two minutes. */
  readonly token?: string | undefined;
}

/** Scopes `Hosts: Read`, and `Hosts: Write` for the two orders. */
export const hostsApi = (ask: Ask) => ({
  /** Ids that match, and how many there are. GET /devices/queries/devices/v1 */
  query: ({ filter, limit, offset, sort }: HostSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/devices/queries/devices/v1",
        query: { filter, limit, offset, sort },
        scope: READ,
        family: "hosts",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** All hosts that match in a few fields, page after page, without a deepest one. GET /devices/combined/devices/v1 */
  sketches: ({ filter, limit, token }: SketchSearch, options?: CallOptions): Promise<SketchPage> =>
    ask(
      {
        method: "GET",
        path: "/devices/combined/devices/v1",
        query: { filter, limit, offset: token, fields: SKETCH_FIELDS },
        scope: READ,
        family: "hosts",
        isRead: true,
        reply: SketchPage,
      },
      options,
    ),

  /** Records in the order of the ids; unknown ids are left out. POST /devices/entities/devices/v2 */
  details: async (ids: readonly string[], options?: CallOptions): Promise<readonly Device[]> => {
    const found = await inChunks(ids, DETAILS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/devices/entities/devices/v2",
          body: { ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Devices,
        },
        options,
      ),
    );
    return inOrder(ids, found, (device) => device.id);
  },

  /** By device id, near real time; `last_seen` of a record is minutes old. GET /devices/entities/online-state/v1 */
  onlineState: async (
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, OnlineState>> =>
    new Map(
      await inChunks(ids, STATES_AT_ONCE, (chunk) =>
        ask(
          {
            method: "GET",
            path: "/devices/entities/online-state/v1",
            query: { ids: chunk },
            scope: READ,
            family: "other",
            isRead: true,
            reply: OnlineStates,
          },
          options,
        ),
      ),
    ),

  /** Recent logins by device id. POST /devices/combined/devices/login-history/v2 */
  loginHistory: async (
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, LoginHistory>> =>
    new Map(
      await inChunks(ids, LOGINS_AT_ONCE, (chunk) =>
        ask(
          {
            method: "POST",
            path: "/devices/combined/devices/login-history/v2",
            body: { ids: chunk },
            scope: READ,
            family: "other",
            isRead: true,
            reply: Logins,
          },
          options,
        ),
      ),
    ),

  /**
   * Asks for one host's network isolation; returning means queued, not done.
   * POST /devices/entities/devices-actions/v2
   * @throws FalconError, also for an error about the host inside a 2xx
   */
  contain: (id: string, options?: CallOptions) => order(ask, "contain", id, options),

  /** Asks for the isolation to be lifted, like `contain`. POST /devices/entities/devices-actions/v2 */
  liftContainment: (id: string, options?: CallOptions) => order(ask, "lift_containment", id, options),
});

export type HostsApi = ReturnType<typeof hostsApi>;

/** One id a call, so that the answer is unambiguous. */
async function order(ask: Ask, action: string, id: string, options?: CallOptions): Promise<void> {
  const answer = await ask(
    {
      method: "POST",
      path: ACTIONS,
      query: { action_name: action },
      body: { ids: [id] },
      scope: WRITE,
      family: "containment",
      isRead: false,
      reply: Envelope,
    },
    options,
  );
  throwRefusal({ method: "POST", path: ACTIONS, scope: WRITE, what: "the order for this host" }, answer);
}
