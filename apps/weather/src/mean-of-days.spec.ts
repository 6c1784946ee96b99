import { describe, expect, it } from '@jest/globals';
import { meanOfDays, type DayValues } from './mean-of-days.ts';

const day = (tempMaxCelsius: number, condition: DayValues['condition']): DayValues => ({
  precipitationMm: 0,
  tempMaxCelsius,
  tempMinCelsius: -1,
  windMps: 2,
  condition,
});

describe('meanOfDays', () => {
  it('is the day itself where there is one', () => {
    expect(meanOfDays([day(10.4, 'fog')])).toEqual(day(10.4, 'fog'));
  });

  it('rounds to tenths', () => {
    expect(meanOfDays([day(10, 'sun'), day(10, 'sun'), day(11, 'sun')])).toEqual(day(10.3, 'sun'));
  });

  it('takes the condition that came most often, among equals the worse', () => {
    expect(meanOfDays([day(0, 'sun'), day(0, 'snow'), day(0, 'sun')]).condition).toBe('sun');
    expect(meanOfDays([day(0, 'rain'), day(0, 'sun')]).condition).toBe('rain');
  });
});
