import { describe, expect, it } from "vitest";
import { createRouter } from "../../src/simulator/route.ts";
import type { Route } from "../../src/simulator/route.ts";
import { routes } from "../../src/simulator/routes.ts";

const served = routes.filter(({ access }) => access !== "control");
const named = (chosen: readonly Route[]) =>
  chosen.map((route) => [`${route.method} ${route.path}`, route] as const);

/** `queries`, `entities`, `combined` or `aggregates`: the second word of a path says what it does. */
const kindOf = ({ path }: Route): string => path.split("/")[2] ?? "";
const isPublic = ({ path }: Route): boolean => path.startsWith("/oauth2/");
/** POST of these makes something; of all other entities it reads. */
const MAKES = new Set(["/iocs/entities/indicators/v1", "/ods/entities/scans/v1"]);
const isChange = ({ method, path }: Route): boolean =>
  ["PATCH", "PUT", "DELETE"].includes(method) ||
  path.includes("-actions/") ||
  (method === "POST" && MAKES.has(path));
/** Real time response is a world of its own: its scopes are tiers, and many calls name no ids. */
const isRtr = ({ path }: Route): boolean => path.startsWith("/real-time-response");
const isAboutSession = ({ path, query = [] }: Route): boolean =>
  isRtr({ path } as Route) && ["session_id", "cloud_request_id", "id"].some((name) => query.includes(name));

describe("the table of routes", () => {
  it("serves no call twice", () => {
    expect(new Set(named(routes).map(([name]) => name)).size).toBe(routes.length);
    expect(() => createRouter([...routes, ...routes.slice(0, 1)])).toThrow("served twice");
  });

  it.each(named(served))("%s follows the grammar of paths", (_name, { path }) => {
    expect(path).toMatch(
      /^\/(oauth2\/(token|revoke)|[a-z-]+\/(queries|entities|combined|aggregates)\/[a-z-]+(\/[a-z-]+)*(\/GET)?\/v\d)$/,
    );
  });

  it.each(named(served))("%s uses a method of its kind and documents no parameter twice", (_name, route) => {
    const methods: Record<string, readonly string[]> = {
      token: ["POST"],
      revoke: ["POST"],
      queries: ["GET"],
      combined: ["GET", "POST"],
      aggregates: ["POST", ...(route.path.startsWith("/iocs/") ? ["GET"] : [])],
      entities: route.path.includes("/GET/") ? ["POST"] : ["GET", "POST", "PATCH", "PUT", "DELETE"],
    };
    expect(methods[kindOf(route)]).toContain(route.method);
    expect(new Set(route.query).size).toBe(route.query?.length ?? 0);
  });

  it.each(named(served.filter((route) => kindOf(route) === "queries" && !route.path.includes("/ccid/"))))(
    "%s can be filtered, sorted and paged",
    (_name, { query }) => {
      expect(query).toEqual(expect.arrayContaining(["filter", "limit", "offset", "sort"]));
    },
  );

  it.each(named(served.filter((route) => kindOf(route) === "entities" && route.method === "GET")))(
    "%s takes ids from the query",
    (_name, route) => {
      expect(isAboutSession(route) || route.query?.includes("ids")).toBe(true);
    },
  );

  it.each(named(served.filter(isRtr)))(
    "%s belongs to one of the tiers of RTR, or to its audit",
    (_name, route) => {
      const scopes = {
        audit: "real-time-response-audit:read",
        admin: "real-time-response-admin:write",
        write: "real-time-response:write",
        read: "real-time-response:read",
      };
      const kind = route.path.startsWith("/real-time-response-audit/")
        ? "audit"
        : /admin|script|put-file/.test(route.path)
          ? "admin"
          : /active-responder|file|get-command/.test(route.path)
            ? "write"
            : "read";
      expect(route.access).toEqual({ scope: scopes[kind] });
    },
  );

  it.each(named(served.filter((route) => !isPublic(route) && !isRtr(route))))(
    "%s asks for a scope that fits what it does",
    (_name, route) => {
      const pattern = isChange(route) ? /^[a-z-]+:write$/ : /^[a-z-]+:read$/;
      expect(route.access).toEqual({ scope: expect.stringMatching(pattern) as unknown });
    },
  );

  it("lets anybody sign in and nothing else", () => {
    expect(served.filter(({ access }) => access === "public").every(isPublic)).toBe(true);
  });
});
