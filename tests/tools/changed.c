/* Prints the paths that differ between HEAD and the index of a repository. */
#include <stdio.h>

#include "git/repo.h"

static int
visit(void *data, const char *path)
{
	(void)data;
	puts(path);
	return 0;
}

int
main(void)
{
	struct error err = { 0 };
	struct repo *repo = repo_open(".", &err);
	struct files *head = repo == NULL ? NULL : repo_head(repo, &err);
	struct files *index = head == NULL ? NULL : repo_index(repo, &err);
	int status = index == NULL ?
	    -1 :
	    repo_changes(repo, head, index, visit, NULL, &err);

	if (status != 0)
		fprintf(stderr, "%s\n", err.message);
	files_free(index);
	files_free(head);
	repo_free(repo);
	return status == 0 ? 0 : 1;
}
