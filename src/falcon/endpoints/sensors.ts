/** The customer's own id: the cheapest call that proves a sign-in. Source: falcon-api "Flight Control, users, CCID". */
import { Ids } from "../envelope.ts";
import type { Ask, CallOptions } from "../request.ts";

export const sensorsApi = (ask: Ask) => ({
  /** `<CID>-<checksum>`. GET /sensors/queries/installers/ccid/v1 */
  customerId: async (options?: CallOptions): Promise<string | undefined> => {
    const { ids } = await ask(
      {
        method: "GET",
        path: "/sensors/queries/installers/ccid/v1",
        scope: "Sensor Download: Read (sensor-installers:read)",
        family: "other",
        isRead: true,
        reply: Ids,
      },
      options,
    );
    return ids[0];
  },
});

export type SensorsApi = ReturnType<typeof sensorsApi>;
