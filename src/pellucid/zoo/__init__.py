"""Reference networks, each in a file of its own, some with the recipe that trains them."""

from pellucid.zoo.alexnet import AlexNet as AlexNet, CaffeNet as CaffeNet
from pellucid.zoo.googlenet import GoogLeNet as GoogLeNet
from pellucid.zoo.lenet import LeNet as LeNet, lenet_recipe as lenet_recipe
from pellucid.zoo.lenet5 import LeNet5 as LeNet5
from pellucid.zoo.mlp import MLP as MLP, mlp_recipe as mlp_recipe
from pellucid.zoo.mobilenet import MobileNet as MobileNet
from pellucid.zoo.recipe import Recipe as Recipe
from pellucid.zoo.resnet import ResNet as ResNet, SmallResNet as SmallResNet
from pellucid.zoo.vgg import VGG as VGG
