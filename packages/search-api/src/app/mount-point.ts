/** The path under which the app is mounted, from a request's path and the route's own; empty at the root. */
export function mountPoint(path: string, route: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(route)));
}
