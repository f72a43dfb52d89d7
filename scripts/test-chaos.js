/** `npm run test:chaos`: 50 kills of workers, planners and Redis under each store; CHAOS_KILLS asks for another number. */
process.env.CHAOS_KILLS ??= "50";
process.argv.push("test/queue/chaos.test.ts");
await import("./test.js");
