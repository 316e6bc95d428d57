// Loaded before anything else by the processes of a run (NODE_OPTIONS): their clock is CLOCK_SHIFT_MS from the real one.
const Real = Date;
const shiftMs = Number(process.env["CLOCK_SHIFT_MS"]);

globalThis.Date = new Proxy(Real, {
  construct: (target, given: [], self) =>
    Reflect.construct(target, given.length === 0 ? [Real.now() + shiftMs] : given, self),
  get: (target, key, self) =>
    key === "now" ? () => Real.now() + shiftMs : Reflect.get(target, key, self),
});
