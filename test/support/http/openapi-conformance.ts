import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { HttpAnswer } from './http-client.js';

type Schema = Record<string, unknown>;

/** One operation of the document, as tests need it. */
export interface Operation {
  id: string;
  method: string;
  /** With `{name}` for path parameters. */
  path: string;
  parameters: readonly { name: string; in: string }[];
  takesPhotos: boolean;
}

const DOCUMENT_ID = 'openapi';

/** Checks answers against an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. */
export class OpenApiConformance {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document), DOCUMENT_ID);
  }

  get operations(): Operation[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      (['get', 'post', 'delete'] as const).flatMap((method) => {
        const operation = item[method];
        if (operation === undefined) return [];
        return [
          {
            id: operation.operationId ?? `${method} ${path}`,
            method: method.toUpperCase(),
            path,
            parameters: (operation.parameters ?? []).flatMap((parameter) =>
              '$ref' in parameter ? [] : [{ name: parameter.name, in: parameter.in }],
            ),
            takesPhotos: operation.requestBody !== undefined,
          },
        ];
      }),
    );
  }

  /** What of the answer the document does not say; empty when it conforms. */
  faults(
    { method, path }: Pick<Operation, 'method' | 'path'>,
    { status, headers, body }: HttpAnswer,
  ): string[] {
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const pointer = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ];
    if (at(this.document, pointer) === undefined)
      return [`${method} ${path}: ${status} ${type} is not documented`];
    const examples = at(this.document, [...pointer.slice(0, -1), 'examples']);
    // An error is described by an example a code.
    if (status >= 400 && examples !== undefined && !Object.hasOwn(examples, String(body['code'])))
      return [`${method} ${path}: ${status} ${String(body['code'])} is not documented`];
    const validate = this.validator(pointer);
    if (validate(type === 'text/plain' ? body['text'] : body)) return [];
    return (validate.errors ?? []).map(
      (error) =>
        `${method} ${path} ${status}: ${error.instancePath} ${error.message ?? ''} ${JSON.stringify(body)}`,
    );
  }

  private validator(pointer: readonly string[]): ValidateFunction {
    const ref = `${DOCUMENT_ID}#/${pointer.map(escapePointer).join('/')}`;
    const known = this.validators.get(ref);
    if (known !== undefined) return known;
    const validate = this.ajv.compile({ $ref: ref });
    this.validators.set(ref, validate);
    return validate;
  }
}

/** The document with objects that allow nothing undocumented: a field that the document forgot is a fault. */
function closed(document: OpenAPIObject): Schema {
  const copy = structuredClone(document) as unknown as Schema & {
    components: { schemas: Record<string, Schema> };
  };
  Object.values(copy.components.schemas).forEach(close);
  return copy;
}

function close(schema: Schema): void {
  const properties = schema['properties'] as Record<string, Schema> | undefined;
  if (properties !== undefined) {
    schema['additionalProperties'] ??= false;
    Object.values(properties).forEach(close);
  }
  const items = schema['items'] as Schema | undefined;
  if (items !== undefined) close(items);
}

function at(document: OpenAPIObject, pointer: readonly string[]): object | undefined {
  let found: unknown = document;
  for (const key of pointer) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Schema)[key];
  }
  return found as object;
}

function escapePointer(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
