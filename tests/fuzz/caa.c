/* Any bytes as the rdata of CAA and TLSA. */
#include "dns/caa.h"
#include "dns/tlsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text name, value;
	struct caa caa;

	tlsa_fault(data, size, true);
	if (caa_parse(data, size, &caa))
		while (caa_parameter(&caa.parameters, &name, &value))
			;
	return 0;
}
