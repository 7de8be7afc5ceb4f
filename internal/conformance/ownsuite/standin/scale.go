package standin

import (
	"github.com/docker/docker/api/types/swarm"
	k8s "github.com/influxdata/kapacitor/services/k8s/client"
	"github.com/tickwright/tickwright/tickscript/engine"
)

// scaler is the orchestrator of the test, if any.
func (tm *TaskMaster) scaler() engine.Scaler {
	if s, ok := tm.K8sService.(interface {
		Scales(namespace string) k8s.ScalesInterface
	}); ok {
		return k8sScaler{s.Scales}
	}
	if s, ok := tm.SwarmService.(swarmClient); ok {
		return swarmScaler{s}
	}
	return nil
}

type k8sScaler struct {
	scales func(namespace string) k8s.ScalesInterface
}

func (s k8sScaler) Replicas(r engine.Resource) (int64, error) {
	scale, err := s.scales(r.Namespace).Get(r.Kind, r.Name)
	if err != nil {
		return 0, err
	}
	return int64(scale.Spec.Replicas), nil
}

func (s k8sScaler) SetReplicas(r engine.Resource, _, to int64) error {
	scale, err := s.scales(r.Namespace).Get(r.Kind, r.Name)
	if err != nil {
		return err
	}
	scale.Spec.Replicas = int32(to)
	return s.scales(r.Namespace).Update(r.Kind, scale)
}

type swarmClient interface {
	Service(name string) (*swarm.Service, error)
	UpdateService(service *swarm.Service) error
}

type swarmScaler struct{ c swarmClient }

func (s swarmScaler) Replicas(r engine.Resource) (int64, error) {
	svc, err := s.c.Service(r.Name)
	if err != nil {
		return 0, err
	}
	return int64(*svc.Spec.Mode.Replicated.Replicas), nil
}

func (s swarmScaler) SetReplicas(r engine.Resource, _, to int64) error {
	svc, err := s.c.Service(r.Name)
	if err != nil {
		return err
	}
	n := uint64(to)
	svc.Spec.Mode.Replicated.Replicas = &n
	return s.c.UpdateService(svc)
}
