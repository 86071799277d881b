import { type CustomDecorator, RequestMethod, SetMetadata } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';

const READS_PHOTOS = Symbol('reads photos');

/** Marks a handler whose request brings photos. */
export const MarkPhotoRoute = (): CustomDecorator<symbol> => SetMetadata(READS_PHOTOS, true);

export interface PhotoRoute {
  path: string;
  method: RequestMethod;
}

/** The marked routes of a controller. */
export function photoRoutesOf(controller: object | null): PhotoRoute[] {
  if (typeof controller !== 'function') return [];
  const prototype = controller.prototype as Record<string, object>;
  const handlers = new MetadataScanner().getAllMethodNames(prototype).map((name) => prototype[name] ?? {});
  return handlers
    .filter((handler) => Reflect.hasMetadata(READS_PHOTOS, handler))
    .flatMap((handler) =>
      pathsOf(controller).flatMap((prefix) =>
        pathsOf(handler).map((path) => ({
          path: `${prefix}/${path}`,
          method: Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod,
        })),
      ),
    );
}

function pathsOf(decorated: object): string[] {
  const paths = Reflect.getMetadata(PATH_METADATA, decorated) as string | string[] | undefined;
  return [paths ?? ''].flat();
}
