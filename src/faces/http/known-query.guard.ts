import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { Request } from 'express';
import { fieldUnknown } from './field-unknown.js';

/** The DTO of a handler's query; a handler without it takes no parameter at all. */
export const KnownQuery = Reflector.createDecorator<Type>();

/** A parameter that is not known may be a known one that was misspelt: to overlook `Limit` would answer another question. */
@Injectable()
export class KnownQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws AppError FIELD_UNKNOWN */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<Request>();
    const dto = this.reflector.get(KnownQuery, context.getHandler());
    const known = new Set(dto === undefined ? [] : namesOf(dto));
    const unknown = Object.keys(query).find((name) => !known.has(name));
    if (unknown !== undefined) throw fieldUnknown(unknown, 'this route has no such query parameter');
    return true;
  }
}

const namesOf = (dto: Type): string[] =>
  getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .map(({ propertyName }) => propertyName);
