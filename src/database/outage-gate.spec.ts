import { describe, expect, it } from '@jest/globals';
import { OutageGate } from './outage-gate.js';

describe('OutageGate', () => {
  it('lets everybody through until the server is silent', () => {
    const gate = new OutageGate();
    expect([gate.enter(0), gate.enter(0)]).toEqual(['open', 'open']);
    gate.silent('open', 0);
    expect(gate.enter(1)).toBe('refused');
  });

  it('lets one at a time find out whether the silence is over', () => {
    const gate = new OutageGate();
    gate.silent('open', 0);
    expect([gate.enter(499), gate.enter(500), gate.enter(500), gate.enter(9999)]).toEqual([
      'refused',
      'probe',
      'refused',
      'refused',
    ]);
    gate.silent('probe', 5000);
    expect([gate.enter(5000), gate.enter(5500)]).toEqual(['refused', 'probe']);
  });

  it('opens with the first answer, whoever got it', () => {
    const gate = new OutageGate();
    gate.silent('open', 0);
    gate.enter(600);
    gate.answered(600);
    expect(gate.enter(601)).toBe('open');
  });

  it('takes nobody’s wait for a connection for a silence while others are answered', () => {
    const gate = new OutageGate();
    gate.answered(1_000);
    gate.silent('open', 2_999);
    expect(gate.enter(2_999)).toBe('open');
    gate.silent('open', 3_000);
    expect(gate.enter(3_000)).toBe('refused');
  });

  it('does not let late silences end the probe in progress', () => {
    const gate = new OutageGate();
    gate.silent('open', 0);
    expect(gate.enter(500)).toBe('probe');
    gate.silent('open', 600);
    expect(gate.enter(2000)).toBe('refused');
  });
});
