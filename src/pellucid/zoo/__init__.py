"""Reference networks, each in a file of its own with the recipe that trains it."""

from pellucid.zoo.lenet import LeNet as LeNet, lenet_recipe as lenet_recipe
from pellucid.zoo.mlp import MLP as MLP, mlp_recipe as mlp_recipe
from pellucid.zoo.recipe import Recipe as Recipe
