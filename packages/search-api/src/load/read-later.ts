import type { Context } from "hono";
import type { AppEnv } from "../app/app-env.ts";

/**
 * Once the answer is sent and the request read, leaves the connection unread for a while: what the client sends next
 * waits in the system's buffers and costs nothing here. Does nothing where the app is not served by Node's HTTP server.
 */
export function readLater(c: Context<AppEnv>, pauseMs: number): void {
  const { incoming, outgoing } = c.env ?? {};
  if (!incoming || !outgoing || !("socket" in incoming)) return;
  const { socket } = incoming;
  const pause = () => {
    if (socket.destroyed) return;
    socket.pause();
    setTimeout(() => socket.resume(), pauseMs).unref();
  };
  outgoing.once("finish", () => {
    if (incoming.complete) pause();
    else incoming.once("end", pause);
  });
}
