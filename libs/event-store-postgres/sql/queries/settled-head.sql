SELECT log.settled_head()
