import { describe, expect, it } from '@jest/globals';
import { Intake, type Place } from '../src/intake.ts';

function entered(intake: Intake, bytes: number): Place {
  const place = intake.enter(bytes);
  if (place === null) throw new Error('There was no room.');
  return place;
}

describe('the intake', () => {
  it('lets no more requests in than its limit, and the next one when one has left', () => {
    const intake = new Intake({ requestsMax: 2, bytesMax: 1_000 });
    const first = entered(intake, 0);
    entered(intake, 0);

    const refused = intake.enter(0);
    first.leave();
    first.leave();

    expect(refused).toBeNull();
    expect(intake.requests).toBe(1);
    expect(intake.enter(0)).not.toBeNull();
  });

  it('lets the last one pass the limit of bytes, and nobody while it is passed', () => {
    const intake = new Intake({ requestsMax: 9, bytesMax: 100 });
    const small = entered(intake, 99);
    const large = entered(intake, 500);

    const refused = [intake.enter(1), small.hold(100)];
    const grows = large.hold(900);
    small.leave();
    large.leave();

    expect(refused).toEqual([null, false]);
    expect(grows).toBe(true);
    expect([intake.requests, intake.bytes]).toEqual([0, 0]);
  });

  it('never refuses to hold less', () => {
    const intake = new Intake({ requestsMax: 9, bytesMax: 100 });
    const place = entered(intake, 90);
    entered(intake, 90);

    expect(place.hold(10)).toBe(true);
    expect(intake.bytes).toBe(100);
  });

  it('is overloaded from the first refusal until a quarter is free, and says both once', () => {
    const told: boolean[] = [];
    const intake = new Intake({ requestsMax: 4, bytesMax: 100 }, (each) => told.push(each));
    const places = [1, 2, 3, 4].map(() => entered(intake, 1));
    const before = intake.overloaded;

    intake.enter(1);
    intake.enter(1);
    const during = intake.overloaded;
    places.pop()?.leave();

    expect([before, during, intake.overloaded]).toEqual([false, true, false]);
    expect(told).toEqual([true, false]);
  });
});
