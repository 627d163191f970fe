/**
 * How much is taken in at one time. What is counted stays in memory until its commit, so these bounds
 * are what keeps a service in front of a slow store from growing without end.
 */

export interface IntakeLimits {
  /** Requests with a body that are read, wait or are committed at one time. */
  readonly requestsMax: number;
  /** Bytes of their bodies, as sent and unzipped, above which nothing more is let in. */
  readonly bytesMax: number;
}

/** The room that one request takes, until it leaves. */
export interface Place {
  /** Takes this many bytes in all, more or less than before; false: there is no room for more now. */
  hold(bytes: number): boolean;
  leave(): void;
}

/** Overload is over when this share of the limits is left again, so that it does not flicker. */
const CALM_SHARE = 0.75;

/**
 * The last one in may pass `bytesMax`: whoever grows while the others are below it is let through. So a
 * single large body always gets its turn, and what is held never exceeds the limit by more than one body.
 */
export class Intake {
  readonly limits: IntakeLimits;
  readonly #onChange: (overloaded: boolean) => void;
  #requests = 0;
  #bytes = 0;
  #overloaded = false;

  /** @param onChange told when overload begins (the first refusal) and when it is over. */
  constructor(limits: IntakeLimits, onChange: (overloaded: boolean) => void = () => {}) {
    this.limits = limits;
    this.#onChange = onChange;
  }

  get requests(): number {
    return this.#requests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** From the first refusal until there is ample room again. */
  get overloaded(): boolean {
    return this.#overloaded;
  }

  /** @param bytes that are announced, 0 when none are. Null: there is no room now. */
  enter(bytes: number): Place | null {
    if (this.#requests >= this.limits.requestsMax || this.#bytes >= this.limits.bytesMax) {
      return this.#refuse(null);
    }
    this.#requests += 1;
    this.#bytes += bytes;
    let held = bytes;
    let left = false;
    return {
      hold: (wanted) => {
        if (left) return false;
        if (wanted > held && this.#bytes - held >= this.limits.bytesMax) return this.#refuse(false);
        this.#bytes += wanted - held;
        held = wanted;
        return true;
      },
      leave: () => {
        if (left) return;
        left = true;
        this.#requests -= 1;
        this.#bytes -= held;
        this.#calmDown();
      },
    };
  }

  #refuse<T>(answer: T): T {
    if (!this.#overloaded) {
      this.#overloaded = true;
      this.#onChange(true);
    }
    return answer;
  }

  #calmDown(): void {
    if (!this.#overloaded) return;
    const { requestsMax, bytesMax } = this.limits;
    if (this.#requests > requestsMax * CALM_SHARE || this.#bytes > bytesMax * CALM_SHARE) return;
    this.#overloaded = false;
    this.#onChange(false);
  }
}
