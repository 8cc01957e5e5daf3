/** One attempt of GitHub's to send the App a webhook. */
export interface HookDelivery {
  /** Names the attempt. May be a larger number than JavaScript holds exactly. */
  readonly id: string;
  /** Names the event: every attempt to deliver it has the same. */
  readonly guid: string;
  /** Milliseconds since the epoch. */
  readonly deliveredAt: number;
  /** Whether the receiver took it. */
  readonly succeeded: boolean;
  readonly event: string;
  /** null: the event is about no repository. */
  readonly repository: number | null;
}

/** What GitHub remembers of the webhooks it sent to the App: three days, and it repeats none by itself. */
export interface HookDeliveries {
  /** Newest first. `since` is in milliseconds since the epoch. */
  since(since: number): Promise<readonly HookDelivery[]>;
  /** Asks GitHub to send it again. It happens later, and shows among the deliveries then. */
  redeliver(id: string): Promise<void>;
}
