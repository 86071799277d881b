import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { AnchorFile } from './anchor-file.js';

const nameFor = (env: Record<string, string>) => basename(new AnchorFile(new AppConfig(loadEnv(env))).path);
const ofServer = (url: string) => nameFor({ DATABASE_URL: url });
const NAME = ofServer('postgresql://svc:secret@db.example:5432/faces');

describe('the name of the file that notes the end of the audit log', () => {
  it('tells databases apart by eight hex digits', () => {
    const names = [
      NAME,
      ofServer('postgresql://svc:secret@db2.example:5432/faces'),
      ofServer('postgresql://svc:secret@db.example:6543/faces'),
      ofServer('postgresql://svc:secret@db.example:5432/staff'),
      ofServer('postgresql://svc:secret@db.example:5432/Faces'),
      ofServer('postgresql://svc:secret@db.example,db2.example:5432/faces'),
      ofServer('postgresql:///faces?host=/run/One'),
      ofServer('postgresql:///faces?host=/run/one'),
      nameFor({ DATA_PATH: './data' }),
      nameFor({ DATA_PATH: './data2' }),
    ];
    for (const name of names) expect(name).toMatch(/^audit-anchor-[0-9a-f]{8}\.json$/);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['another password', 'postgresql://svc:other@db.example:5432/faces'],
    ['another user', 'postgresql://owner@db.example:5432/faces'],
    ['the port that is meant without one', 'postgresql://svc:secret@db.example/faces'],
    ['capitals in the host', 'postgres://svc:secret@DB.Example/faces'],
    ['encryption', 'postgresql://svc:secret@db.example/faces?sslmode=require'],
    ['everything in the query', 'postgresql:///?host=db.example&port=5432&dbname=faces&user=svc'],
  ])('is the same with %s', (_what, url) => {
    expect(ofServer(url)).toBe(NAME);
  });

  it('is the same whichever of several hosts is named first', () => {
    expect(ofServer('postgresql://one:5432,two:5433/faces')).toBe(
      ofServer('postgresql://two:5433,one:5432/faces'),
    );
  });

  it('is of the folder of the embedded database, however it is written', () => {
    expect(nameFor({ DATA_PATH: './data/../data' })).toBe(nameFor({ DATA_PATH: 'data' }));
    expect(nameFor({ DATABASE_URL: 'postgresql://db/faces', DATA_PATH: 'a' })).toBe(
      nameFor({ DATABASE_URL: 'postgresql://db/faces', DATA_PATH: 'b' }),
    );
  });
});
