import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { May } from '../access/may.decorator.js';
import { Catalogue } from './catalogue.js';
import { type Language } from './language.js';
import { Problem } from './problem.js';
import { Spoken } from '../requests/spoken.js';

/** Where the `type` of every problem leads. */
@ApiTags('problems')
@Controller('api/v1/problems')
export class ProblemsController {
  constructor(private readonly catalogue: Catalogue) {}

  @Get()
  @May('problems.read')
  @ApiOperation({ summary: 'All codes of problems and their sentences' })
  list(@Spoken() language: Language): { problems: { code: string; sentence: string }[] } {
    const codes = this.catalogue.codes().filter((code) => !code.includes('.'));
    return { problems: codes.sort().map((code) => ({ code, sentence: this.catalogue.say(language, code) })) };
  }

  @Get(':code')
  @May('problems.read')
  @ApiOperation({ summary: 'One code' })
  one(@Param('code') code: string, @Spoken() language: Language): object {
    if (!this.catalogue.has(code) || code.includes('.')) throw new Problem(404, 'problem-not-found');
    return { code, sentence: this.catalogue.say(language, code) };
  }
}
