/** SQL for a point in time as ISO 8601 in UTC. @param digits behind the second's point: thousandths or millionths */
export const utcText = (time: string, digits: 'MS' | 'US' = 'MS'): string =>
  `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.${digits}"Z"')`;
