/** Set by /ack, taken off when the day is over. */
export const ACKNOWLEDGED = {
  name: "acknowledged",
  color: "c5def5",
  description: "Somebody knows; see the issue for who, until when and why",
} as const;
