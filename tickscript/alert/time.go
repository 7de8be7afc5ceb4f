package alert

// AppendTimeNS appends a time given in nanoseconds since the epoch as RFC 3339 in
// UTC with as many digits of the second as it needs: what time.Time encodes to,
// without its detours. Years outside 1 to 9999 cannot occur in 64 bits of
// nanoseconds.
func AppendTimeNS(b []byte, ns int64) []byte {
	sec := ns / 1e9
	frac := ns % 1e9
	if frac < 0 {
		frac += 1e9
		sec--
	}
	days := sec / 86400
	rest := sec % 86400
	if rest < 0 {
		rest += 86400
		days--
	}
	y, m, d := civil(days)
	b = append(b,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+d/10), byte('0'+d%10), 'T')
	h, mi, s := rest/3600, rest/60%60, rest%60
	b = append(b, byte('0'+h/10), byte('0'+h%10), ':', byte('0'+mi/10), byte('0'+mi%10), ':', byte('0'+s/10), byte('0'+s%10))
	if frac != 0 {
		b = append(b, '.')
		for div := int64(1e8); frac != 0; div /= 10 {
			b = append(b, byte('0'+frac/div))
			frac %= div
		}
	}
	return append(b, 'Z')
}

// civil turns days since the epoch into a date of the Gregorian calendar. The
// year is taken to begin in March, so that the leap day comes last.
func civil(days int64) (y, m, d int64) {
	const daysOf400 = 146097
	days += 719468 // from 0000-03-01
	era := days / daysOf400
	if days < 0 {
		era = (days - daysOf400 + 1) / daysOf400
	}
	doe := days - era*daysOf400
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d = doy - (153*mp+2)/5 + 1
	m = mp + 3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, d
}
