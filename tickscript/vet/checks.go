package vet

// allChecks are the checks in the order in which they run: what keeps a task
// from running first.
var allChecks = []Check{
	templateSyntax, templateField, division, barrierJoin, trickle, combineCrash, sideload,
	templateTag, missingField, types, undefinedFunction, ifGuard,
	noLevel, alertID, unreachable, reset, flapping, repeats, silentAlert, handlerLimits, noEffect,
	windowGap, everyPoint, align, stateResets, streamAggregate, joinGroups, outerJoin,
	unusedVar, deadBranch, outDatabase, twice, chainedFrom, queryGroupBy, sharedState, evalOverwrite,
	batchGroup, batchAny, timeZone, currentField,
	hiddenProperty, fieldAndTag, argumentRange, logLevel, octal, alertFilter, barrierPeriod, schemaNames,
	late, truncateRound, deadmanGroups, escape, bareCall, precedence, flattenOn, whereVar,
	silence, substring, stringBytes, humanBytes, sideloadInt, trailingComment, flappingHistory, batchLevel,
	inhibited, statsAlign, statsChildren, deadmanStart,
	stateOutside, postCode, fillPeriod, heldBack, outerJoinFill, dbrpMismatch, batchFloat, groupText,
	detailsEscaped, windowName,
}
