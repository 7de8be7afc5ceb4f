package influxtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/influxdata/influxql"
)

var errUser = errors.New("user not found")

// administer carries out the statements of 1.x that change something beside the points. mu is held.
func (s *Server) administer(st influxql.Statement) ([]series, error) {
	store := &s.store
	switch st := st.(type) {
	case *influxql.CreateDatabaseStatement:
		if !store.hasDatabase(st.Name) {
			store.createBucket(st.Name + "/autogen")
		}
	case *influxql.DropDatabaseStatement:
		store.drop(func(key string) bool { return strings.HasPrefix(key, st.Name+"/") })
		store.subs = slices.DeleteFunc(store.subs, func(x subscription) bool { return x.db == st.Name })
		store.queries = slices.DeleteFunc(store.queries, func(x continuousQuery) bool { return x.db == st.Name })
	case *influxql.CreateRetentionPolicyStatement:
		return nil, store.createPolicy(st)
	case *influxql.AlterRetentionPolicyStatement:
		b := store.buckets[st.Database+"/"+st.Name]
		if b == nil {
			return nil, fmt.Errorf("retention policy not found: %s", st.Name)
		}
		if st.Duration != nil {
			b.retention = *st.Duration
		}
		if st.ShardGroupDuration != nil {
			b.shard = *st.ShardGroupDuration
		}
		if st.Default {
			store.setDefault(st.Database, st.Name)
		}
	case *influxql.DropRetentionPolicyStatement:
		store.drop(func(key string) bool { return key == st.Database+"/"+st.Name })
	case *influxql.CreateUserStatement:
		if u := store.users[st.Name]; u != nil && (u.password != st.Password || u.admin != st.Admin) {
			return nil, errors.New("user already exists")
		}
		store.users[st.Name] = &user{name: st.Name, password: st.Password, admin: st.Admin, grants: map[string]string{}}
	case *influxql.DropUserStatement:
		if store.users[st.Name] == nil {
			return nil, errUser
		}
		delete(store.users, st.Name)
	case *influxql.SetPasswordUserStatement:
		if store.users[st.Name] == nil {
			return nil, errUser
		}
		store.users[st.Name].password = st.Password
	case *influxql.GrantStatement:
		return nil, store.setGrant(st.User, st.On, st.Privilege.String())
	case *influxql.RevokeStatement:
		return nil, store.setGrant(st.User, st.On, influxql.NoPrivileges.String())
	case *influxql.CreateSubscriptionStatement:
		return nil, store.createSubscription(st)
	case *influxql.DropSubscriptionStatement:
		n := len(store.subs)
		store.subs = slices.DeleteFunc(store.subs, func(x subscription) bool {
			return x.db == st.Database && x.rp == st.RetentionPolicy && x.name == st.Name
		})
		if len(store.subs) == n {
			return nil, errors.New("subscription not found")
		}
	case *influxql.CreateContinuousQueryStatement:
		if slices.ContainsFunc(store.queries, func(x continuousQuery) bool { return x.db == st.Database && x.name == st.Name }) {
			return nil, errors.New("continuous query already exists")
		}
		store.queries = append(store.queries, continuousQuery{st.Database, st.Name, st.String()})
	case *influxql.DropContinuousQueryStatement:
		store.queries = slices.DeleteFunc(store.queries, func(x continuousQuery) bool { return x.db == st.Database && x.name == st.Name })
	default:
		return nil, fmt.Errorf("%w: %s", errNotKnown, st)
	}
	return nil, nil
}

func (st *store) createPolicy(c *influxql.CreateRetentionPolicyStatement) error {
	if !st.hasDatabase(c.Database) {
		return errDatabase(c.Database)
	}
	if c.Duration > 0 && c.Duration < time.Hour {
		return errors.New("retention policy duration must be at least 1h0m0s")
	}
	if b := st.buckets[c.Database+"/"+c.Name]; b != nil {
		if b.retention != c.Duration || c.ShardGroupDuration != 0 && b.shard != c.ShardGroupDuration {
			return errors.New("retention policy already exists")
		}
		return nil
	}
	b := st.createBucket(c.Database + "/" + c.Name)
	b.retention, b.shard = c.Duration, c.ShardGroupDuration
	if c.Default {
		st.setDefault(c.Database, c.Name)
	}
	return nil
}

func (st *store) setDefault(db, rp string) {
	for key, b := range st.buckets {
		if strings.HasPrefix(key, db+"/") {
			b.isDefault = key == db+"/"+rp
		}
	}
}

func (st *store) setGrant(name, db, privilege string) error {
	u := st.users[name]
	if u == nil {
		return errUser
	}
	if !st.hasDatabase(db) {
		return errDatabase(db)
	}
	u.grants[db] = privilege
	return nil
}

func (st *store) createSubscription(c *influxql.CreateSubscriptionStatement) error {
	if !st.hasDatabase(c.Database) {
		return errDatabase(c.Database)
	}
	if st.buckets[c.Database+"/"+c.RetentionPolicy] == nil {
		return fmt.Errorf("retention policy not found: %s", c.RetentionPolicy)
	}
	if slices.ContainsFunc(st.subs, func(x subscription) bool {
		return x.db == c.Database && x.rp == c.RetentionPolicy && x.name == c.Name
	}) {
		return errors.New("subscription already exists")
	}
	st.subs = append(st.subs, subscription{c.Database, c.RetentionPolicy, c.Name, c.Mode, c.Destinations})
	return nil
}
