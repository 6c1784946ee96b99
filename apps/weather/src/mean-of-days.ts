import { conditions, type ConditionName, type WeatherRecord } from './weather-record.ts';

/** The weather of a day, measured or a mean. */
export type DayValues = Omit<WeatherRecord, 'location' | 'date'>;

/**
 * The mean of several days, to a tenth, as the records are. The condition is the one that came most often, among equals
 * the worse: who plans an evening rather takes an umbrella in vain.
 *
 * @param days at least one
 */
export function meanOfDays(days: readonly DayValues[]): DayValues {
  const mean = (value: (day: DayValues) => number) =>
    Math.round((days.reduce((sum, day) => sum + value(day), 0) / days.length) * 10) / 10;
  return {
    precipitationMm: mean((day) => day.precipitationMm),
    tempMaxCelsius: mean((day) => day.tempMaxCelsius),
    tempMinCelsius: mean((day) => day.tempMinCelsius),
    windMps: mean((day) => day.windMps),
    condition: mostFrequent(days.map((day) => day.condition)),
  };
}

function mostFrequent(seen: readonly ConditionName[]): ConditionName {
  let best: ConditionName = 'sun';
  let bestCount = 0;
  for (const condition of conditions) {
    const count = seen.filter((other) => other === condition).length;
    if (count < bestCount) continue;
    best = condition;
    bestCount = count;
  }
  return best;
}
