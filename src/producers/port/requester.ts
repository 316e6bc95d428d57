/**
 * What sends a request to this address. Asked for when it is needed: an import of node:http at the start loads all of
 * undici, for the sake of one export.
 */
export const requesterOf = ({ protocol }: URL) =>
  protocol === "https:"
    ? process.getBuiltinModule("node:https").request
    : process.getBuiltinModule("node:http").request;
