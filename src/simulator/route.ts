/** One row of the table of what the simulator serves, and the look-up in that table. */
import type { Handler, Method } from "./call.ts";

/** A path is matched whole: Falcon's ids travel in the query and the body. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  /** `meta.powered_by` of its answers. */
  readonly service: string;
  /** Who may call it: anybody, whoever has a token with the scope, or the holder of the simulator's secret. */
  readonly access: "public" | "token" | "control" | { readonly scope: string };
  /** The documented query parameters; others are ignored, as in the real services. */
  readonly query?: readonly string[];
  readonly handle: Handler;
}

/** A known path with another method is 405, an unknown one 404. */
export type Lookup = { readonly route: Route } | { readonly missing: "path" | "method" };

/** Finds a route in constant time; tells an unknown path from a wrong method. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Lookup {
  const byPath = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = byPath.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`${route.method} ${route.path} is served twice`);
    byPath.set(route.path, methods.set(route.method, route));
  }
  return (method, path) => {
    const methods = byPath.get(path);
    if (methods === undefined) return { missing: "path" };
    const route = methods.get(method);
    return route === undefined ? { missing: "method" } : { route };
  };
}
