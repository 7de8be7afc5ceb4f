package influx_test

func crashingWriter() int { return 0 }
