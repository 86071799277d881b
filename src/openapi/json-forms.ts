import type { OpenAPIObject } from '@nestjs/swagger';
import { imageNameOf } from '../common/accepted-photos.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];
type SchemaObject = Exclude<Schema, { $ref: string }>;

const MULTIPART = 'multipart/form-data';

/** Adds to every form with photos the JSON that may be sent in its place, photos as base64: `PhotoForm` is `PhotoJson`. */
export function addJsonForms({ paths, components }: OpenAPIObject): void {
  const schemas = components?.schemas ?? {};
  for (const { post } of Object.values(paths)) {
    if (!post?.requestBody || !('content' in post.requestBody)) continue;
    const { content } = post.requestBody;
    const form = content[MULTIPART]?.schema;
    if (form === undefined || !('$ref' in form)) continue;
    const formName = form.$ref.split('/').at(-1) ?? '';
    const jsonName = formName.replace(/Form$/, 'Json');
    schemas[jsonName] ??= jsonOf(schemas[formName] as SchemaObject);
    content['application/json'] = { schema: { $ref: `#/components/schemas/${jsonName}` } };
  }
}

function jsonOf({ properties = {}, required, ...rest }: SchemaObject): SchemaObject {
  const isPhoto = (name: string) => isBinary(properties[name]);
  const nameOf = (name: string) => (isPhoto(name) ? imageNameOf(name) : name);
  return {
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        nameOf(name),
        isPhoto(name) ? base64Of(schema as SchemaObject) : schema,
      ]),
    ),
    ...(required === undefined ? {} : { required: required.map(nameOf) }),
  };
}

function isBinary(schema: Schema | undefined): boolean {
  if (schema === undefined || '$ref' in schema) return false;
  return schema.format === 'binary' || isBinary(schema.items);
}

function base64Of({ description = '', items, ...rest }: SchemaObject): SchemaObject {
  if (items !== undefined) {
    const item = base64Of(items as SchemaObject);
    return { description, oneOf: [item, { ...rest, items: item }] };
  }
  return {
    type: 'string',
    description: `As base64, with or without \`data:image/jpeg;base64,\`. ${description}`.trim(),
  };
}
