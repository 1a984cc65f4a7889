# A Slurm cluster of two nodes on this machine, all of it in one folder:
# cluster_start FOLDER, cluster_stop. Needs root and Debian's slurm-wlm, munge.

cluster_conf() {
	cat >"$cluster/slurm.conf" <<-END
	ClusterName=zoneproof
	SlurmctldHost=$(hostname -s)(127.0.0.1)
	SlurmctldPort=$ports
	SlurmUser=root
	SlurmdUser=root
	AuthType=auth/munge
	AuthInfo=socket=$cluster/munge.socket
	CredType=cred/munge
	StateSaveLocation=$cluster/state
	SlurmdSpoolDir=$cluster/%n
	SlurmctldPidFile=$cluster/slurmctld.pid
	SlurmdPidFile=$cluster/%n.pid
	SlurmctldLogFile=$cluster/slurmctld.log
	SlurmdLogFile=$cluster/%n.log
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	JobAcctGatherType=jobacct_gather/none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_CPU
	SchedulerParameters=sched_interval=1,batch_sched_delay=0
	MinJobAge=3600
	JobRequeue=1
	ReturnToService=2
	NodeName=n1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((ports + 1)) CPUs=1
	NodeName=n2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((ports + 2)) CPUs=1
	PartitionName=all Nodes=n1,n2 Default=YES MaxTime=10 State=UP
	END
	# Without systemd.
	printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' \
	    >"$cluster/cgroup.conf"
}

cluster_start() {
	cluster=$1
	ports=$((17000 + $$ % 1000 * 4))
	export SLURM_CONF=$cluster/slurm.conf
	mkdir -p "$cluster/state" "$cluster/n1" "$cluster/n2"
	chmod 755 "$cluster"
	cluster_conf
	dd if=/dev/urandom of="$cluster/munge.key" bs=128 count=1 2>/dev/null
	chmod 400 "$cluster/munge.key"
	munged --foreground --force --key-file="$cluster/munge.key" \
	    --socket="$cluster/munge.socket" --pid-file="$cluster/munged.pid" \
	    --log-file="$cluster/munged.log" --seed-file="$cluster/munged.seed" \
	    >/dev/null 2>&1 &
	munged=$!
	cluster_until 20 test -S "$cluster/munge.socket" || return 1
	slurmctld -D -f "$SLURM_CONF" >/dev/null 2>&1 &
	controller=$!
	slurmd-wlm -D -N n1 -f "$SLURM_CONF" >/dev/null 2>&1 &
	node1=$!
	slurmd-wlm -D -N n2 -f "$SLURM_CONF" >/dev/null 2>&1 &
	node2=$!
	cluster_until 60 cluster_is_idle
}

cluster_is_idle() {
	[ "$(sinfo -h -N -o %t 2>/dev/null | grep -c idle)" -eq 2 ]
}

# cluster_until SECONDS COMMAND…: asks until it holds
cluster_until() {
	end=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] || return 1
	done
}

# A step outlives its slurmd: jobs first.
cluster_stop() {
	[ -n "${controller:-}" ] || return 0
	scancel --state=RUNNING --state=PENDING -u root 2>/dev/null
	cluster_until 10 cluster_is_empty
	kill "$node1" "$node2" "$controller" "$munged" 2>/dev/null
	wait "$node1" "$node2" "$controller" "$munged" 2>/dev/null
	controller=
}

cluster_is_empty() {
	[ -z "$(squeue -h 2>/dev/null)" ]
}
