import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problem } from '../problems/problem.js';
import { KEY_SET } from '../services.js';
import { May } from './may.decorator.js';

@ApiTags('health')
@Controller('.well-known')
export class KeysController {
  constructor(@Inject(KEY_SET) private readonly keySet: { readonly keys: readonly object[] } | null) {}

  @Get('jwks.json')
  @May('keys.read')
  @ApiOperation({
    summary: 'Public keys of the tokens that this process issues; none behind an identity provider',
  })
  keys(): object {
    if (this.keySet === null) throw new Problem(404, 'route-not-found');
    return this.keySet;
  }
}
